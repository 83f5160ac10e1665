output "name" {
  description = "The parameter's name, for the function to read."
  value       = coalesce(one(aws_ssm_parameter.this[*].name), var.existing_name)
}

output "arn" {
  description = "The parameter's ARN, for the function's role."
  value       = coalesce(one(aws_ssm_parameter.this[*].arn), local.existing_arn)
}
