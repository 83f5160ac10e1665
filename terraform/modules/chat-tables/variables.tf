variable "name" {
  description = "Prefix of the tables' names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,200}$", var.name))
    error_message = "Must be 3 to 200 letters, digits, underscores, dots and hyphens."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether DynamoDB refuses to delete the tables. To destroy them, first apply with false."
  type        = bool
  default     = true
  nullable    = false
}
