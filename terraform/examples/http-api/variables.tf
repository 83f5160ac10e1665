variable "package_path" {
  description = "Path of the zip file with the handler."
  type        = string
  default     = "../../../dist/lambda/public-chat.zip"
}

variable "salt_parameter" {
  description = "Name of the SSM parameter with at least 32 random characters, which keep the addresses secret."
  type        = string
}

variable "allowed_origins" {
  description = "Web origins whose pages may call the API."
  type        = list(string)
  default     = []
}
