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

output "cloudfront_domain_name" {
  description = "CloudFront's own host name of the distribution, for records of your own."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "hosted_zone_id" {
  description = "CloudFront's Route 53 zone, for alias records of your own."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}

output "access_log_group" {
  description = "Name of the access log group, in us-east-1; null without access logs."
  value       = one(aws_cloudwatch_log_group.access[*].name)
}

output "access_log_group_arn" {
  description = "ARN of the access log group; null without access logs."
  value       = one(aws_cloudwatch_log_group.access[*].arn)
}
