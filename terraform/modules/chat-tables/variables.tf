variable "name" {
  description = "What the tables' names begin with."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,200}$", var.name))
    error_message = "3 to 200 letters, digits, underscores, dots and hyphens."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether DynamoDB refuses to delete the tables, and Terraform with it, until this is false."
  type        = bool
  default     = true
  nullable    = false
}
