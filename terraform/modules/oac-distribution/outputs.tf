output "arn" {
  description = "The distribution's ARN, the only one that may invoke the functions."
  value       = aws_cloudfront_distribution.this.arn
}

output "id" {
  description = "The distribution's id."
  value       = aws_cloudfront_distribution.this.id
}

output "domain_name" {
  description = "Where it answers: its own domain if it has one, else CloudFront's."
  value       = var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name
}

output "access_log_group" {
  description = "The access logs' group, in us-east-1; null without."
  value       = one(aws_cloudwatch_log_group.access[*].name)
}
