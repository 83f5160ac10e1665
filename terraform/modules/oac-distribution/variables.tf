variable "name" {
  description = "Prefix of all names. It must be unique in the account, because CloudFront's names are global."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,40}$", var.name))
    error_message = "Must be 1 to 40 letters, digits, hyphens and underscores."
  }
}

variable "function" {
  description = "The Lambda function behind every path that no other function has: its name, the alias of its URL, the URL, of type AWS_IAM, and the methods that each path accepts; the path * is every path."
  type = object({
    name  = string
    alias = string
    url   = string
    routes = optional(list(object({
      path    = string
      methods = list(string)
    })), [{ path = "*", methods = ["POST"] }])
  })

  validation {
    condition     = can(regex("^https://[a-z0-9]+\\.lambda-url\\.[a-z0-9-]+\\.on\\.aws/?$", var.function.url))
    error_message = "Must be a function URL: https://<id>.lambda-url.<region>.on.aws/."
  }

  validation {
    condition = alltrue([for route in var.function.routes : can(regex("^([*]|/[A-Za-z0-9_-][A-Za-z0-9/_-]*[*]?)$", route.path)) &&
      length(route.methods) > 0 && length(setsubtract(route.methods, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])) == 0
    ])
    error_message = "Each path must be *, or begin with a slash and a name and may end with a wildcard; its methods must be some of GET, HEAD, POST, PUT, PATCH and DELETE."
  }
}

variable "functions_by_path" {
  description = "Further functions, keyed by the ids of their origins, each with its paths, such as /notes/*, and the methods that each path accepts."
  type = map(object({
    name  = string
    alias = string
    url   = string
    routes = list(object({
      path    = string
      methods = list(string)
    }))
  }))
  default = {}

  validation {
    condition     = !contains(keys(var.functions_by_path), "function")
    error_message = "The id function is reserved for the variable function."
  }

  validation {
    condition     = alltrue([for each in values(var.functions_by_path) : can(regex("^https://[a-z0-9]+\\.lambda-url\\.[a-z0-9-]+\\.on\\.aws/?$", each.url))])
    error_message = "Each must have a function URL: https://<id>.lambda-url.<region>.on.aws/."
  }

  # CloudFront uses the first behavior that matches, so no two may be the same; and one that matches
  # everything would leave nothing to the variable function.
  validation {
    condition = alltrue([
      for path in flatten(values(var.functions_by_path)[*].routes)[*].path : can(regex("^/[A-Za-z0-9_-][A-Za-z0-9/_-]*[*]?$", path))
    ]) && length(distinct(flatten(values(var.functions_by_path)[*].routes)[*].path)) == length(flatten(values(var.functions_by_path)[*].routes))
    error_message = "Each path begins with a slash and a name, may end with a wildcard, and belongs to one function."
  }

  validation {
    condition = alltrue([
      for methods in flatten(values(var.functions_by_path)[*].routes)[*].methods :
      length(methods) > 0 && length(setsubtract(methods, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])) == 0
    ])
    error_message = "The methods of each path must be some of GET, HEAD, POST, PUT, PATCH and DELETE."
  }
}

variable "allowed_origins" {
  description = "Web origins, besides the distribution's own, whose pages may call the API. Empty allows only the same origin."
  type        = list(string)
  default     = []

  # As a browser writes it, because origins are compared as text: lower case, no path, no default port.
  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)$", origin))])
    error_message = "Each must be an https origin without path or wildcard, such as https://www.example.com; http for localhost only."
  }
}

variable "origin_read_timeout" {
  description = "Seconds of silence after which CloudFront gives up. Streams send a heartbeat every 15 s."
  type        = number
  default     = 60

  validation {
    condition     = var.origin_read_timeout >= 30 && var.origin_read_timeout <= 120 && floor(var.origin_read_timeout) == var.origin_read_timeout
    error_message = "Must be 30 to 120 seconds: at least two heartbeats, and at most CloudFront's default quota."
  }
}

variable "price_class" {
  description = "Which edge locations serve the API. PriceClass_200 leaves out South America and Oceania."
  type        = string
  default     = "PriceClass_200"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "Must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "web_acl_arn" {
  description = "ARN of a web ACL of scope CLOUDFRONT for the distribution. Null for none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:[a-z-]+:wafv2:us-east-1:\\d{12}:global/webacl/", var.web_acl_arn))
    error_message = "Must be the ARN of a wafv2 web ACL of scope CLOUDFRONT."
  }
}

variable "domain" {
  description = "A host name of your own, its Route 53 zone, and the ARN of a certificate in us-east-1 if you have one; otherwise the module makes one. Null for CloudFront's host name."
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
    condition     = try(var.domain.certificate_arn, null) == null || can(regex("^arn:[a-z-]+:acm:us-east-1:\\d{12}:certificate/", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be the ARN of an ACM certificate in us-east-1, the only region that CloudFront accepts."
  }
}

variable "access_log_retention_days" {
  description = "How many days access logs are kept. Null for no access logs."
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
    condition     = var.access_log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:us-east-1:\\d{12}:key/[A-Za-z0-9-]+$", var.access_log_kms_key_arn))
    error_message = "Must be the ARN of a key in us-east-1, where the access logs are, and not of an alias."
  }
}

variable "additional_metrics_enabled" {
  description = "Whether CloudFront publishes its additional metrics, such as the latency of the origin and the rate of errors by status code. They cost extra."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
