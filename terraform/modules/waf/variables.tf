variable "name" {
  description = "Name of the web ACL, and prefix of its metrics and its log group."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,64}$", var.name))
    error_message = "Must be 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "scope" {
  description = "What the web ACL protects: CLOUDFRONT a distribution, REGIONAL the stage of a REST API or another regional resource."
  type        = string
  default     = "CLOUDFRONT"

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "Must be CLOUDFRONT or REGIONAL."
  }
}

variable "rate_limit" {
  description = "Requests that one IP address may send with each method within the window before it is refused with 429."
  type        = number
  default     = 2000

  validation {
    condition     = var.rate_limit >= 10 && var.rate_limit <= 2000000000 && floor(var.rate_limit) == var.rate_limit
    error_message = "Must be a whole number from 10 to 2,000,000,000."
  }
}

variable "network_rate_limit" {
  description = "Requests that clients of one network with the same TLS fingerprint may send within the window. Null for ten times rate_limit."
  type        = number
  default     = null

  validation {
    condition     = var.network_rate_limit == null || try(var.network_rate_limit >= var.rate_limit && var.network_rate_limit <= 2000000000 && floor(var.network_rate_limit) == var.network_rate_limit, false)
    error_message = "Must be a whole number from rate_limit to 2,000,000,000, or null."
  }
}

variable "rate_window_seconds" {
  description = "Window over which the requests of a client are counted."
  type        = number
  default     = 300

  validation {
    condition     = contains([60, 120, 300, 600], var.rate_window_seconds)
    error_message = "Must be 60, 120, 300 or 600 seconds."
  }
}

variable "allowed_countries" {
  description = "Countries whose requests are accepted, as ISO 3166-1 alpha-2 codes. Empty for all."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for code in var.allowed_countries : can(regex("^[A-Z]{2}$", code))])
    error_message = "Each must be a code of two capital letters, such as KR."
  }
}

variable "blocking_body_rules" {
  description = "Managed rules that block a request because of its body instead of only counting it. See main.tf."
  type        = set(string)
  default     = []

  # WAF silently ignores names that it does not know.
  validation {
    condition     = length(setsubtract(var.blocking_body_rules, flatten(values(local.body_rules)))) == 0
    error_message = "Each must be one of ${join(", ", sort(flatten(values(local.body_rules))))}."
  }
}

variable "log_retention_days" {
  description = "How many days the log is kept."
  type        = number
  default     = 30

  # Unlimited retention is not allowed.
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "Must be a retention that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "log_kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the log; its policy must let CloudWatch Logs use it. Null for the key of CloudWatch Logs."
  type        = string
  default     = null

  validation {
    condition     = var.log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.log_kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "count_only" {
  description = "Whether every rule only counts and blocks nothing, to try the rules on real traffic."
  type        = bool
  default     = false
}

variable "inspected_body_kb" {
  description = "How much of a body the rules inspect, in KB. More than 16 costs extra. Null for WAF's default."
  type        = number
  default     = null

  validation {
    condition     = var.inspected_body_kb == null || try(contains([16, 32, 48, 64], var.inspected_body_kb), false)
    error_message = "Must be 16, 32, 48 or 64."
  }
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
