variable "name" {
  description = "Name of the table."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.name))
    error_message = "Must be 3 to 255 letters, digits, underscores, dots and hyphens."
  }
}

variable "max_write_units" {
  description = "Writes per second, of 1 KB each, above which DynamoDB throttles. A limit that is checked costs one, whether it admits or refuses."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = var.max_write_units >= 1 && floor(var.max_write_units) == var.max_write_units
    error_message = "Must be a whole number of at least 1."
  }
}

variable "max_read_units" {
  description = "Reads per second, of 4 KB each, above which DynamoDB throttles. The middlewares read only to clear expired leases."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.max_read_units >= 1 && floor(var.max_read_units) == var.max_read_units
    error_message = "Must be a whole number of at least 1."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether DynamoDB refuses to delete the table. A new table starts all counts and budgets at zero."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the table. Null for aws/dynamodb. A role that reads or writes the table needs kms:Decrypt and kms:GenerateDataKey for it."
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
