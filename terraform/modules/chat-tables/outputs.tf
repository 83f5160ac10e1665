output "chats" {
  description = "The chats' table: its name, its ARN, and that of the index by user."
  value = {
    name      = aws_dynamodb_table.chats.name
    arn       = aws_dynamodb_table.chats.arn
    index_arn = "${aws_dynamodb_table.chats.arn}/index/by_user"
  }
}

output "messages" {
  description = "The messages' table: its name and its ARN."
  value = {
    name = aws_dynamodb_table.messages.name
    arn  = aws_dynamodb_table.messages.arn
  }
}
