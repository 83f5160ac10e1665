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

variable "kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the tables. Null for aws/dynamodb. A role that reads or writes the tables needs kms:Decrypt and kms:GenerateDataKey for it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
