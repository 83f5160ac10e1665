output "name" {
  description = "Name of the table, for the variable LIMITS_TABLE of a function."
  value       = aws_dynamodb_table.this.name
}

output "arn" {
  description = "ARN of the table. A function needs dynamodb:UpdateItem and dynamodb:GetItem for it."
  value       = aws_dynamodb_table.this.arn
}
