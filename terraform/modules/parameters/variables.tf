variable "name" {
  description = "Name of the parameter to create."
  type        = string

  # https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
  validation {
    condition     = can(regex("^/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}$", var.name)) && !can(regex("^/(?i:aws|ssm)", var.name))
    error_message = "Must be a path such as /chatbot/dev/gemini-api-key that does not begin with aws or ssm."
  }
}

variable "value" {
  description = "The secret. Terraform sends it to SSM and stores it neither in the state nor in a plan."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = (var.value == null) != (var.existing_name == null)
    error_message = "Set either value or existing_name, not both."
  }
}

variable "value_version" {
  description = "Increase it to store a new value: Terraform cannot see by itself that the value changed."
  type        = number
  default     = 1

  validation {
    condition     = var.value_version >= 1 && floor(var.value_version) == var.value_version
    error_message = "Must be a whole number of at least 1."
  }
}

variable "existing_name" {
  description = "Name of an existing parameter to use instead of creating one. It is not changed."
  type        = string
  default     = null

  validation {
    condition     = var.existing_name == null || can(regex("^(/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}|[A-Za-z0-9._-]+)$", var.existing_name))
    error_message = "Must be the name of a parameter, not its ARN: letters, digits, dots, hyphens and underscores, and slashes if it begins with one."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the parameter. Null for aws/ssm. To change it, increase value_version as well: SSM encrypts again only when the value is sent."
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
