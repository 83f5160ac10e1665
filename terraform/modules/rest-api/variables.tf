variable "name" {
  description = "Name of the API, and prefix of all other names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,40}$", var.name))
    error_message = "Must be 1 to 40 letters, digits, hyphens and underscores."
  }
}

variable "functions" {
  description = "The Lambda functions, keyed by ids of your own: the name of each, its alias, the alias's ARN, and the methods that each path accepts. A path may end with a wildcard, such as /notes/*, and the path * is every other path. The handler must stream its response."
  type = map(object({
    name      = string
    alias     = string
    alias_arn = string
    routes = list(object({
      path    = string
      methods = list(string)
    }))
  }))

  validation {
    condition     = alltrue([for each in values(var.functions) : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9-_]+:[A-Za-z0-9-_]+$", each.alias_arn))])
    error_message = "alias_arn must be the ARN of an alias: arn:aws:lambda:<region>:<account>:function:<name>:<alias>."
  }

  # API Gateway matches a wildcard only as a whole segment at the end, and not the path before it.
  validation {
    condition     = alltrue([for path in flatten(values(var.functions)[*].routes)[*].path : can(regex("^([*]|(/[A-Za-z0-9_-]+)+(/[*])?)$", path))])
    error_message = "Each path must be *, or begin with a slash and a name and may end with /*."
  }

  validation {
    condition     = length(distinct(flatten(values(var.functions)[*].routes)[*].path)) == length(flatten(values(var.functions)[*].routes))
    error_message = "Each path belongs to one function."
  }

  validation {
    condition = alltrue([
      for methods in flatten(values(var.functions)[*].routes)[*].methods :
      length(methods) > 0 && length(setsubtract(methods, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])) == 0
    ])
    error_message = "The methods of each path must be some of GET, HEAD, POST, PUT, PATCH and DELETE."
  }
}

variable "stage_name" {
  description = "Name of the stage, the first segment of the path without a custom domain."
  type        = string
  default     = "live"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.stage_name))
    error_message = "Must be 1 to 128 letters, digits, hyphens and underscores."
  }
}

variable "timeout_seconds" {
  description = "How long an answer may take; not less than the timeout of the functions."
  type        = number
  default     = 120

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "Must be 1 to 900 seconds."
  }
}

variable "allowed_origins" {
  description = "Web origins whose pages may call the API. The functions must send access-control-allow-origin themselves, because API Gateway adds no headers to what they send. Empty allows no page."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)$", origin))])
    error_message = "Each must be an https origin without path or wildcard, such as https://www.example.com; http for localhost only."
  }
}

variable "user_pool_arns" {
  description = "ARNs of Cognito user pools one of whose tokens every request needs, checked before a function is invoked. Empty leaves the check to the functions."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.user_pool_arns : can(regex("^arn:[a-z-]+:cognito-idp:[a-z0-9-]+:\\d{12}:userpool/[\\w-]+_[0-9A-Za-z]+$", arn))])
    error_message = "Each must be the ARN of a user pool."
  }
}

# Without them the account's limits apply, which all of its APIs in the region share.
variable "throttle" {
  description = "Requests per second of all clients together, and how many may exceed it for a moment. More are refused with 429. Null for the account's limits."
  type = object({
    rate_limit  = number
    burst_limit = number
  })
  default = null

  validation {
    condition     = var.throttle == null || try(var.throttle.rate_limit > 0 && var.throttle.burst_limit >= 1 && floor(var.throttle.burst_limit) == var.throttle.burst_limit, false)
    error_message = "throttle.rate_limit must be more than 0, throttle.burst_limit a whole number of at least 1."
  }
}

variable "usage_plan" {
  description = "Makes every request need an API key in the header x-api-key: names of the keys to create, the requests per second of each key, and its quota. Null for no keys."
  type = object({
    keys         = set(string)
    rate_limit   = number
    burst_limit  = number
    quota_limit  = optional(number)
    quota_period = optional(string, "DAY")
  })
  default = null

  validation {
    condition     = var.usage_plan == null || try(length(var.usage_plan.keys) > 0 && var.usage_plan.rate_limit > 0 && var.usage_plan.burst_limit >= 1 && floor(var.usage_plan.burst_limit) == var.usage_plan.burst_limit, false)
    error_message = "usage_plan needs at least one key, a rate_limit of more than 0, and a burst_limit that is a whole number of at least 1."
  }

  validation {
    condition     = try(var.usage_plan.quota_limit, null) == null || try(var.usage_plan.quota_limit >= 1 && floor(var.usage_plan.quota_limit) == var.usage_plan.quota_limit, false)
    error_message = "usage_plan.quota_limit must be a whole number of at least 1."
  }

  validation {
    condition     = contains(["DAY", "WEEK", "MONTH"], try(var.usage_plan.quota_period, "DAY"))
    error_message = "usage_plan.quota_period must be DAY, WEEK or MONTH."
  }
}

# An object: whether there is one is known before its ARN is.
variable "web_acl" {
  description = "The web ACL of scope REGIONAL that protects the stage, by its ARN. Null for none."
  type = object({
    arn = string
  })
  default = null

  validation {
    condition     = var.web_acl == null || can(regex("^arn:[a-z-]+:wafv2:[a-z0-9-]+:\\d{12}:regional/webacl/", var.web_acl.arn))
    error_message = "Must be the ARN of a wafv2 web ACL of scope REGIONAL."
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
  description = "How many days access logs are kept. API Gateway needs a role for logs in the settings of the account. Null for no access logs."
  type        = number
  default     = null

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

variable "tracing_enabled" {
  description = "Whether X-Ray samples requests."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
