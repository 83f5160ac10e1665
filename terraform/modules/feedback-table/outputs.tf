output "name" {
  description = "Name of the table, for the variable FEEDBACK_TABLE of the function."
  value       = aws_dynamodb_table.this.name
}

output "arn" {
  description = "ARN of the table. The function needs dynamodb:PutItem for it."
  value       = aws_dynamodb_table.this.arn
}
