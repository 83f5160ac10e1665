variable "name" {
  description = "The function's name; the role and the log group are named after it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,64}$", var.name))
    error_message = "A function's name has 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "package_path" {
  description = "The zip file with the code, as `npm run build` makes it."
  type        = string

  validation {
    condition     = fileexists(var.package_path)
    error_message = "There is no such file. `npm run build` makes it."
  }
}

variable "handler" {
  description = "File and export within the package."
  type        = string
  default     = "index.handler"

  validation {
    condition     = can(regex("^[^\\s.]+\\.[^\\s.]+$", var.handler))
    error_message = "A handler reads file.export, such as index.handler."
  }
}

variable "environment_variables" {
  description = "What the handler reads at start-up. Names of secrets, never secrets: whoever may see the function sees them."
  type        = map(string)
  default     = {}
}

variable "parameter_arns" {
  description = "ARNs of the SSM parameters that the function may read; no other."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.parameter_arns : can(regex("^arn:[a-z-]+:ssm:[a-z0-9-]+:\\d{12}:parameter/[^*]+$", arn))])
    error_message = "Each must be the ARN of one SSM parameter, without a wildcard."
  }
}

variable "kms_key_arn" {
  description = "The customer managed key that encrypts these parameters. Null for aws/ssm, whose own policy suffices."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "permissions" {
  description = "What else the function may do, by statement id: the actions, the resources, and where it needs one a condition of equality."
  type = map(object({
    actions   = set(string)
    resources = set(string)
    condition = optional(object({
      variable = string
      values   = set(string)
    }))
  }))
  default = {}

  validation {
    condition     = alltrue([for id in keys(var.permissions) : can(regex("^[A-Za-z0-9]+$", id)) && !contains(["Logs", "Parameters", "Key", "Traces"], id)])
    error_message = "A statement's id has letters and digits; Logs, Parameters, Key and Traces are the module's own."
  }

  validation {
    condition     = alltrue([for text in flatten([for each in values(var.permissions) : concat(tolist(each.actions), tolist(each.resources))]) : can(regex("^[^*?]+$", text))])
    error_message = "Actions and resources are named in full, without a wildcard."
  }
}

variable "memory_mb" {
  description = "Memory. The function is billed for it as long as an answer streams, and mostly waits."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "Lambda has 128 to 10,240 MB."
  }
}

variable "timeout_seconds" {
  description = "The longest answer. The handler ends its stream 3 s before."
  type        = number
  default     = 120

  validation {
    condition     = var.timeout_seconds >= 10 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "10 to 900 seconds: the first text alone may take several, and Lambda ends at 15 minutes."
  }
}

variable "reserved_concurrency" {
  description = "The most answers at one time, and set aside for them; 0 stops the function. Null for the account's common pool."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency, false)
    error_message = "A whole number from 0, or null."
  }
}

variable "provisioned_concurrency" {
  description = "Instances kept warm, billed whether used or not. Null for none."
  type        = number
  default     = null

  validation {
    condition     = var.provisioned_concurrency == null || try(var.provisioned_concurrency >= 1 && floor(var.provisioned_concurrency) == var.provisioned_concurrency, false)
    error_message = "A whole number from 1, or null."
  }

  validation {
    condition     = try(var.provisioned_concurrency <= var.reserved_concurrency, true)
    error_message = "Lambda provisions no more than it reserves: at most reserved_concurrency."
  }
}

variable "pinned_version" {
  description = "The published version that the alias names, to roll back. Null for the one just published."
  type        = string
  default     = null

  validation {
    condition     = var.pinned_version == null || can(regex("^[1-9]\\d*$", var.pinned_version))
    error_message = "A published version is a number, such as 12."
  }
}

variable "tracing_enabled" {
  description = "Whether X-Ray samples the requests."
  type        = bool
  default     = true
}

variable "log_format" {
  description = "Text leaves the lines as the handler prints them, and Powertools prints JSON already; JSON makes Lambda's own lines JSON too."
  type        = string
  default     = "Text"

  validation {
    condition     = contains(["Text", "JSON"], var.log_format)
    error_message = "Must be Text or JSON."
  }
}

variable "log_retention_days" {
  description = "How long the logs are kept."
  type        = number
  default     = 30

  # Unlimited retention is not allowed.
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}
