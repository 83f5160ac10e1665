variable "name" {
  description = "Prefix of the tables' names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,200}$", var.name))
    error_message = "Must be 3 to 200 letters, digits, underscores, dots and hyphens."
  }
}

variable "suffix" {
  description = "Suffix of the tables' names, to adopt tables that were restored under other names."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([-][A-Za-z0-9-]{1,30})?$", var.suffix))
    error_message = "Must be empty, or a hyphen with up to 30 letters, digits and hyphens, such as -2026-11-30."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether DynamoDB refuses to delete the tables. To destroy them, first apply with false."
  type        = bool
  default     = true
  nullable    = false
}
