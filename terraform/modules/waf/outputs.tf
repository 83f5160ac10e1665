output "id" {
  description = "Id of the web ACL."
  value       = aws_wafv2_web_acl.this.id
}

output "arn" {
  description = "ARN of the web ACL, for a distribution's web_acl_id, or for an association with a regional resource."
  value       = aws_wafv2_web_acl.this.arn
}

output "log_group" {
  description = "Name of the log group, in us-east-1 if the scope is CLOUDFRONT."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.this.arn
}
