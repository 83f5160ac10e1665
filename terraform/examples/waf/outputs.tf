output "web_acl_arn" {
  description = "ARN for the distribution's web_acl_id."
  value       = module.waf.arn
}
