variable "name" {
  description = "Name of the function, its role and its log group."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,64}$", var.name))
    error_message = "Must be 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "package_path" {
  description = "Path of the zip file with the code, as `npm run build` writes it. Null if package_s3 is set."
  type        = string
  default     = null

  validation {
    condition     = var.package_path == null || try(fileexists(var.package_path), false)
    error_message = "There is no such file. `npm run build` writes it."
  }

  validation {
    condition     = (var.package_path == null) != (var.package_s3 == null)
    error_message = "Set either package_path or package_s3."
  }
}

# A version: Terraform cannot see that an object of the same key has changed.
variable "package_s3" {
  description = "The zip file as an object of a bucket with versions, in the function's region. Null if package_path is set."
  type = object({
    bucket         = string
    key            = string
    object_version = string
  })
  default = null
}

variable "handler" {
  description = "File and export of the handler within the package."
  type        = string
  default     = "index.handler"

  validation {
    condition     = can(regex("^[^\\s.]+\\.[^\\s.]+$", var.handler))
    error_message = "Must be file.export, such as index.handler."
  }
}

variable "environment_variables" {
  description = "Environment variables of the function. Never secrets, only their names: anyone who can read the function's configuration sees them."
  type        = map(string)
  default     = {}
}

variable "parameter_arns" {
  description = "ARNs of the SSM parameters that the function may read."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.parameter_arns : can(regex("^arn:[a-z-]+:ssm:[a-z0-9-]+:\\d{12}:parameter/[^*]+$", arn))])
    error_message = "Each must be the ARN of one SSM parameter, without a wildcard."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer managed key that encrypts these parameters. Null for aws/ssm, whose key policy suffices."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "permissions" {
  description = "Further permissions of the function, keyed by statement id: actions, resources and optionally one StringEquals condition."
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
    condition     = alltrue([for id in keys(var.permissions) : can(regex("^[A-Za-z0-9]+$", id)) && !contains(["Logs", "Parameters", "Key", "Traces", "Network"], id)])
    error_message = "Each statement id must be letters and digits, and not Logs, Parameters, Key, Traces or Network, which the module uses."
  }

  validation {
    condition     = alltrue([for action in flatten([for each in values(var.permissions) : tolist(each.actions)]) : can(regex("^[^*?]+$", action))])
    error_message = "Each action must be named in full, without a wildcard."
  }

  # Objects of a bucket have no ARNs of their own before they exist.
  validation {
    condition     = alltrue([for resource in flatten([for each in values(var.permissions) : tolist(each.resources)]) : can(regex("^([^*?]+|arn:[a-z-]+:s3:::[a-z0-9.-]+/([^*?]+/)?[*])$", resource))])
    error_message = "Each resource must be named in full, without a wildcard, except for the objects of an S3 bucket or of a folder in it: arn:aws:s3:::BUCKET/FOLDER/*."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of a permissions boundary for the function's role. Null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::(\\d{12}|aws):policy/[A-Za-z0-9/+=,.@_-]+$", var.permissions_boundary_arn))
    error_message = "Must be the ARN of a managed policy."
  }
}

variable "layers" {
  description = "ARNs of layer versions, at most five."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.layers) <= 5 && alltrue([for arn in var.layers : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9-_]+:\\d+$", arn))])
    error_message = "Must be at most five ARNs of layer versions: arn:aws:lambda:<region>:<account>:layer:<name>:<version>."
  }
}

variable "vpc" {
  description = "Subnets and security groups of the function. In a VPC it reaches the internet, such as a model's API, only through a NAT gateway. Null for no VPC."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null || try(length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0, false)
    error_message = "vpc needs at least one subnet and one security group."
  }
}

variable "environment_kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the environment variables. Null for Lambda's own key."
  type        = string
  default     = null

  validation {
    condition     = var.environment_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.environment_kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "memory_mb" {
  description = "Memory in MB. It is billed for as long as an answer streams, although the function mostly waits."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240 && floor(var.memory_mb) == var.memory_mb
    error_message = "Must be 128 to 10,240 MB."
  }
}

variable "timeout_seconds" {
  description = "How long an answer may take. The handler ends its stream 3 s earlier."
  type        = number
  default     = 120

  validation {
    condition     = var.timeout_seconds >= 10 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "Must be 10 to 900 seconds: the first text may take several seconds, and Lambda's limit is 15 minutes."
  }
}

variable "reserved_concurrency" {
  description = "Number of concurrent executions reserved for this function, which is also its limit; 0 stops the function. Null for the account's unreserved pool."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency, false)
    error_message = "Must be a whole number of at least 0, or null."
  }
}

variable "provisioned_concurrency" {
  description = "Number of instances kept warm, billed whether used or not. Null for none."
  type        = number
  default     = null

  validation {
    condition     = var.provisioned_concurrency == null || try(var.provisioned_concurrency >= 1 && floor(var.provisioned_concurrency) == var.provisioned_concurrency, false)
    error_message = "Must be a whole number of at least 1, or null."
  }

  validation {
    condition     = try(var.provisioned_concurrency <= var.reserved_concurrency, true)
    error_message = "Must be at most reserved_concurrency."
  }
}

variable "pinned_version" {
  description = "Published version that the alias points to, to roll back. Null for the newest."
  type        = string
  default     = null

  validation {
    condition     = var.pinned_version == null || can(regex("^[1-9]\\d*$", var.pinned_version))
    error_message = "Must be the number of a published version, such as 12."
  }
}

variable "tracing_enabled" {
  description = "Whether X-Ray samples requests."
  type        = bool
  default     = true
}

variable "log_format" {
  description = "Text leaves the handler's lines as they are, which Powertools already writes as JSON; JSON also formats Lambda's own lines."
  type        = string
  default     = "Text"

  validation {
    condition     = contains(["Text", "JSON"], var.log_format)
    error_message = "Must be Text or JSON."
  }
}

variable "log_retention_days" {
  description = "How many days the logs are kept."
  type        = number
  default     = 30

  # Unlimited retention is not allowed.
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "Must be a retention that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "log_class" {
  description = "STANDARD, or INFREQUENT_ACCESS: half the price, without metric filters and live tail. Cannot be changed later."
  type        = string
  default     = "STANDARD"

  validation {
    condition     = contains(["STANDARD", "INFREQUENT_ACCESS"], var.log_class)
    error_message = "Must be STANDARD or INFREQUENT_ACCESS."
  }
}

variable "log_kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the logs; its policy must let CloudWatch Logs use it. Null for the key of CloudWatch Logs."
  type        = string
  default     = null

  validation {
    condition     = var.log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.log_kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
