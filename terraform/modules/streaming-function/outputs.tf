output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function, without version or alias."
  value       = aws_lambda_function.this.arn
}

output "role_name" {
  description = "Name of the function's role, for further policies."
  value       = aws_iam_role.this.name
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.this.arn
}

output "alias" {
  description = "Name of the alias to invoke."
  value       = aws_lambda_alias.live.name
}

output "alias_arn" {
  description = "ARN of the alias."
  value       = aws_lambda_alias.live.arn
}

output "qualified_arn" {
  description = "ARN of the version that the alias points to."
  value       = "${aws_lambda_function.this.arn}:${aws_lambda_alias.live.function_version}"
}

output "version" {
  description = "Version that the alias points to."
  value       = aws_lambda_alias.live.function_version
}

output "url" {
  description = "Function URL of the alias. It answers only callers that IAM allows."
  value       = aws_lambda_function_url.live.function_url
}

output "log_group" {
  description = "Name of the log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.this.arn
}
