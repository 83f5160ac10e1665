variable "package_path" {
  description = "Path of the zip file with the handler."
  type        = string
}
