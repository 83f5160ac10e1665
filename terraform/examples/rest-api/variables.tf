variable "package_path" {
  description = "Path of the zip file with the handler."
  type        = string
  default     = "../../../dist/lambda/chatbot-query.zip"
}

variable "cognito_user_pool_id" {
  description = "Id of the user pool whose tokens are accepted."
  type        = string
}

variable "cognito_client_id" {
  description = "Id of the pool's app client."
  type        = string
}

variable "gemini_api_key_parameter" {
  description = "Name of the SSM parameter that holds the model's key."
  type        = string
}

variable "allowed_origins" {
  description = "Web origins whose pages may call the API."
  type        = list(string)
  default     = []
}
