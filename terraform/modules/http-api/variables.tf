variable "name" {
  description = "Name of the API, and prefix of all other names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,40}$", var.name))
    error_message = "Must be 1 to 40 letters, digits, hyphens and underscores."
  }
}

variable "function" {
  description = "The Lambda function that answers: its name, its alias, and the alias's ARN. It receives payload 2.0 and must not stream."
  type = object({
    name      = string
    alias     = string
    alias_arn = string
  })

  validation {
    condition     = can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9-_]+:[A-Za-z0-9-_]+$", var.function.alias_arn))
    error_message = "alias_arn must be the ARN of an alias: arn:aws:lambda:<region>:<account>:function:<name>:<alias>."
  }
}

variable "routes" {
  description = "The methods and paths that the function answers. All others are 404."
  type        = set(string)
  default     = ["POST /chat"]

  validation {
    condition     = length(var.routes) > 0 && alltrue([for route in var.routes : can(regex("^(GET|HEAD|POST|PUT|PATCH|DELETE) (/[A-Za-z0-9_-]+)+$", route))])
    error_message = "Each must be a method and a path, such as POST /chat."
  }
}

variable "throttle" {
  description = "Requests per second to each route, of all clients together, and how many may exceed it for a moment. More are refused with 429."
  type = object({
    rate_limit  = number
    burst_limit = number
  })
  nullable = false

  # A limit that is null or 0 would refuse everybody.
  validation {
    condition     = try(var.throttle.rate_limit > 0 && var.throttle.burst_limit >= 1 && floor(var.throttle.burst_limit) == var.throttle.burst_limit, false)
    error_message = "throttle.rate_limit must be more than 0, throttle.burst_limit a whole number of at least 1."
  }
}

variable "timeout_seconds" {
  description = "How long an answer may take; not less than the timeout of the function. API Gateway's limit is 30."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 30 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "Must be 1 to 30 seconds."
  }
}

variable "allowed_origins" {
  description = "Web origins whose pages may call the API. Empty allows no page."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)$", origin))])
    error_message = "Each must be an https origin without path or wildcard, such as https://www.example.com; http for localhost only."
  }
}

variable "domain" {
  description = "A host name of your own, its Route 53 zone, and the ARN of a certificate in the API's region if you have one; otherwise the module makes one. Null for API Gateway's host name, which is disabled otherwise."
  type = object({
    name            = string
    hosted_zone_id  = string
    certificate_arn = optional(string)
  })
  default = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain.name))
    error_message = "domain.name must be a host name in lower case, such as chat.example.com."
  }

  validation {
    condition     = var.domain == null || can(regex("^Z[A-Z0-9]{1,31}$", var.domain.hosted_zone_id))
    error_message = "domain.hosted_zone_id must begin with Z, without /hostedzone/."
  }

  validation {
    condition     = try(var.domain.certificate_arn, null) == null || can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:\\d{12}:certificate/", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be the ARN of an ACM certificate."
  }
}

variable "access_log_retention_days" {
  description = "How many days access logs are kept. Null for no access logs."
  type        = number
  default     = 30

  # Unlimited retention is not allowed.
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  validation {
    condition     = var.access_log_retention_days == null || try(contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.access_log_retention_days), false)
    error_message = "Must be a retention that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "access_log_kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the access logs; its policy must let CloudWatch Logs use it. Null for the key of CloudWatch Logs."
  type        = string
  default     = null

  validation {
    condition     = var.access_log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.access_log_kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

variable "detailed_metrics_enabled" {
  description = "Whether CloudWatch has metrics for each route. They cost extra."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
