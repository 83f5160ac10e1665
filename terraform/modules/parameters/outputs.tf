output "name" {
  description = "Name of the parameter, for the function."
  value       = coalesce(one(aws_ssm_parameter.this[*].name), var.existing_name)
}

output "arn" {
  description = "ARN of the parameter, for the function's role."
  value       = coalesce(one(aws_ssm_parameter.this[*].arn), local.existing_arn)
}
