output "arn" {
  description = "ARN of the distribution, the only principal that may invoke the functions."
  value       = aws_cloudfront_distribution.this.arn
}

output "id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "domain_name" {
  description = "Host name of the distribution: the custom domain if it has one, otherwise CloudFront's."
  value       = var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name
}

output "access_log_group" {
  description = "Name of the access log group, in us-east-1; null without access logs."
  value       = one(aws_cloudwatch_log_group.access[*].name)
}
