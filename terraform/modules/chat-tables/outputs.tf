output "chats" {
  description = "Table of chats: its name, its ARN, and the ARN of the index by user."
  value = {
    name      = aws_dynamodb_table.chats.name
    arn       = aws_dynamodb_table.chats.arn
    index_arn = "${aws_dynamodb_table.chats.arn}/index/by_user"
  }
}

output "messages" {
  description = "Table of messages: its name and its ARN."
  value = {
    name = aws_dynamodb_table.messages.name
    arn  = aws_dynamodb_table.messages.arn
  }
}
