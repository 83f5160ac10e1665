output "apply_role_arns" {
  description = "For each environment, the variable AWS_ROLE_ARN of the GitHub environment of the same name."
  value       = { for name in keys(var.environments) : name => aws_iam_role.github["${name}-apply"].arn }
}

output "plan_role_arns" {
  description = "For each environment, the variable AWS_ROLE_ARN of the GitHub environment NAME-plan."
  value       = { for name in keys(var.environments) : name => aws_iam_role.github["${name}-plan"].arn }
}

output "pull_request_role_arn" {
  description = "The variable AWS_PULL_REQUEST_ROLE_ARN of the repository."
  value       = aws_iam_role.github["pull-request"].arn
}

output "function_boundary_arns" {
  description = "For each environment, the permissions boundary of the functions' roles: the root's variable permissions_boundary_arn."
  value       = { for name, policy in aws_iam_policy.boundary : name => policy.arn }
}

output "identity_provider_arn" {
  description = "ARN of the account's identity provider for GitHub, for other modules."
  value       = local.provider_arn
}
