output "id" {
  description = "The web ACL's id."
  value       = aws_wafv2_web_acl.this.id
}

output "arn" {
  description = "The web ACL's ARN, for the distribution's web_acl_id."
  value       = aws_wafv2_web_acl.this.arn
}

output "log_group" {
  description = "The name of the log group, in us-east-1."
  value       = aws_cloudwatch_log_group.this.name
}
