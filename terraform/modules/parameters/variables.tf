variable "name" {
  description = "Name of the parameter that is made here."
  type        = string

  # https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
  validation {
    condition     = can(regex("^/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}$", var.name)) && !can(regex("^/(?i:aws|ssm)", var.name))
    error_message = "A path such as /chatbot/dev/gemini-api-key, which begins with neither aws nor ssm."
  }
}

variable "value" {
  description = "The secret. Sent to SSM and nowhere kept: neither in the state nor in a plan."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = (var.value == null) != (var.existing_name == null)
    error_message = "Exactly one of the value and the name of an existing parameter is needed."
  }
}

variable "value_version" {
  description = "A number to count up whenever the value changes: Terraform cannot see that itself."
  type        = number
  default     = 1

  validation {
    condition     = var.value_version >= 1 && floor(var.value_version) == var.value_version
    error_message = "A whole number from 1."
  }
}

variable "existing_name" {
  description = "Name of a parameter that exists already and stays somebody else's. Nothing is made then."
  type        = string
  default     = null

  validation {
    condition     = var.existing_name == null || can(regex("^(/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}|[A-Za-z0-9._-]+)$", var.existing_name))
    error_message = "A parameter's name, not its ARN: letters, digits, . - _, and slashes if it begins with one."
  }
}

variable "kms_key_arn" {
  description = "A customer managed key to encrypt with. Null for aws/ssm. To change it, count value_version up: only with the value can it be encrypted anew."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}
