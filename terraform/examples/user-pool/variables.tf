variable "package_path" {
  description = "Path of the zip file with the handler."
  type        = string
  default     = "notes.zip"
}

variable "page" {
  description = "Origin of the page that signs users in, such as https://www.example.com."
  type        = string
}

variable "domain_prefix" {
  description = "Prefix of the login page's host name."
  type        = string
}
