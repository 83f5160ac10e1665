variable "project" {
  description = "Prefix of all names. Change it to run a second stack of the same environment in one account."
  type        = string
  default     = "chatbot"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.project)) && !startswith(var.project, "aws") && !startswith(var.project, "ssm")
    error_message = "Must be 2 to 20 lower-case letters, digits and hyphens, and not begin with aws or ssm, which SSM reserves."
  }
}

variable "environment" {
  description = "The environment that this stack is: dev, staging or prod."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "Must be dev, staging or prod."
  }
}

# ---------------------------------------------------------------- the user pool: by state, by ids, or a new one

variable "cognito_state" {
  description = "Location of the Terraform state that has the user pool as outputs. Null if user_pool, or cognito_user_pool_id and cognito_client_id, are set instead."
  type = object({
    bucket = string
    key    = optional(string, "cognito/terraform.tfstate")
    region = optional(string)
  })
  default = null

  validation {
    condition     = length([for given in [var.user_pool != null, var.cognito_state != null, var.cognito_user_pool_id != null || var.cognito_client_id != null] : given if given]) == 1
    error_message = "Set one of user_pool, cognito_state, or both cognito_user_pool_id and cognito_client_id."
  }
}

variable "cognito_user_pool_id" {
  description = "Id of the user pool whose tokens are accepted. Null if cognito_state or user_pool is set."
  type        = string
  default     = null

  validation {
    condition     = var.cognito_user_pool_id == null || can(regex("^[a-z]{2,4}(-[a-z]+)+-\\d_[0-9A-Za-z]+$", var.cognito_user_pool_id))
    error_message = "Must be a user pool's id, such as eu-west-1_AbCdEf123."
  }

  validation {
    condition     = (var.cognito_user_pool_id == null) == (var.cognito_client_id == null)
    error_message = "Set cognito_user_pool_id and cognito_client_id together."
  }
}

variable "cognito_client_id" {
  description = "Id of the pool's app client, or several ids separated by commas. Null if cognito_state or user_pool is set."
  type        = string
  default     = null

  validation {
    condition     = var.cognito_client_id == null || can(regex("^ *\\w{1,128} *(, *\\w{1,128} *)*$", var.cognito_client_id))
    error_message = "Must be one or more app client ids, separated by commas."
  }
}

variable "cognito_issuer" {
  description = "The pool's issuer: original, updated, or original,updated while the pool changes from one to the other. Null for original."
  type        = string
  default     = null

  validation {
    condition     = var.cognito_issuer == null || try(contains(["original", "updated", "original,updated"], var.cognito_issuer), false)
    error_message = "Must be original, updated, or original,updated."
  }
}

# Validated by modules/user-pool.
variable "user_pool" {
  description = "A user pool that the stack creates, with the settings that differ from the defaults of modules/user-pool: {} for none. Null for a pool that exists."
  type = object({
    callback_urls = optional(set(string), [])
    logout_urls   = optional(set(string), [])
    domain_prefix = optional(string)
    password = optional(object({
      minimum_length   = optional(number, 8)
      symbols_required = optional(bool, false)
    }), {})
    mfa                         = optional(string, "OFF")
    sign_up_enabled             = optional(bool, true)
    password_auth_enabled       = optional(bool, false)
    token_validity_minutes      = optional(number, 60)
    refresh_token_validity_days = optional(number, 30)
    tier                        = optional(string, "LITE")
    deletion_protection_enabled = optional(bool, true)
  })
  default = null
}

# ---------------------------------------------------------------- the model

variable "gemini_model" {
  description = "The model that answers."
  type        = string
  default     = "gemini-3.8-flash"

  validation {
    condition     = can(regex("^[\\w.-]+(/[\\w.-]+)?$", var.gemini_model))
    error_message = "Must be the name of a model, such as gemini-3.8-flash."
  }
}

variable "gemini_fallback_model" {
  description = "The model that answers when gemini_model is down. Null for none."
  type        = string
  default     = null

  validation {
    condition     = var.gemini_fallback_model == null || can(regex("^[\\w.-]+(/[\\w.-]+)?$", var.gemini_fallback_model))
    error_message = "Must be the name of a model, such as gemini-3.5-flash-lite."
  }
}

variable "gemini_thinking" {
  description = "How much the models think before they answer: minimal, low, medium, high, or default for each model's own setting. Not every model supports every level."
  type        = string
  default     = "low"

  validation {
    condition     = contains(["minimal", "low", "medium", "high", "default"], var.gemini_thinking)
    error_message = "Must be minimal, low, medium, high or default."
  }
}

variable "gemini_api_key" {
  description = "The model's API key, set as TF_VAR_gemini_api_key. Terraform sends it to SSM only when gemini_api_key_version changes, and stores it in no state; otherwise any text will do."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = (var.gemini_api_key == null) != (var.gemini_api_key_parameter == null)
    error_message = "Set either gemini_api_key or gemini_api_key_parameter, not both."
  }

  # An unset workflow secret arrives as an empty string.
  validation {
    condition     = var.gemini_api_key == null || try(trimspace(var.gemini_api_key) != "", false)
    error_message = "The key is empty."
  }
}

variable "gemini_api_key_version" {
  description = "Increase it to store a new key."
  type        = number
  default     = 1

  validation {
    condition     = var.gemini_api_key_version >= 1 && floor(var.gemini_api_key_version) == var.gemini_api_key_version
    error_message = "Must be a whole number of at least 1."
  }
}

variable "gemini_api_key_parameter" {
  description = "Name of an existing SSM parameter that holds the key. Null to create one."
  type        = string
  default     = null

  validation {
    condition     = var.gemini_api_key_parameter == null || can(regex("^(/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}|[A-Za-z0-9._-]+)$", var.gemini_api_key_parameter))
    error_message = "Must be the name of a parameter, not its ARN, such as /chatbot/dev/gemini-api-key."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer managed key that encrypts the parameters. Null for aws/ssm. To change it, increase gemini_api_key_version and public_chat_salt_version as well."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "Must be the ARN of a key, not of an alias."
  }
}

# ---------------------------------------------------------------- the function

variable "memory_mb" {
  description = "Memory of each function, in MB."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "Must be 128 to 10,240 MB."
  }
}

variable "timeout_seconds" {
  description = "How long an answer may take."
  type        = number
  default     = 120

  validation {
    condition     = var.timeout_seconds >= 10 && var.timeout_seconds <= 900
    error_message = "Must be 10 to 900 seconds."
  }
}

variable "reserved_concurrency" {
  description = "How many answers may run at the same time, which limits the cost; 0 stops the function. Null for the account's limit."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 0, false)
    error_message = "Must be a whole number of at least 0, or null."
  }
}

variable "provisioned_concurrency" {
  description = "Number of instances kept warm, billed whether used or not. Null for none."
  type        = number
  default     = null

  validation {
    condition     = var.provisioned_concurrency == null || try(var.provisioned_concurrency >= 1, false)
    error_message = "Must be a whole number of at least 1, or null."
  }
}

variable "pinned_version" {
  description = "Published version to serve instead of the newest one, to roll back. Null for the newest."
  type        = string
  default     = null

  validation {
    condition     = var.pinned_version == null || can(regex("^[1-9]\\d*$", var.pinned_version))
    error_message = "Must be the number of a published version, such as 12."
  }
}

# Validated by modules/streaming-function.
variable "permissions_boundary_arn" {
  description = "ARN of a permissions boundary for the functions' roles: the output function_boundary_arns of modules/github-oidc, whose roles deploy only with it. Null for none."
  type        = string
  default     = null
}

variable "tracing_enabled" {
  description = "Whether X-Ray samples requests."
  type        = bool
  default     = true
  nullable    = false
}

# Validated by modules/streaming-function.
variable "log_format" {
  description = "Format of Lambda's own log lines, Text or JSON. The handlers' lines are JSON in any case."
  type        = string
  default     = "Text"
  nullable    = false
}

variable "log_level" {
  description = "Lowest level that the handlers log."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "Must be DEBUG, INFO, WARN or ERROR."
  }
}

variable "log_retention_days" {
  description = "How many days the logs of the functions and of the web ACL, and the access logs, are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "Must be a retention that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

# ---------------------------------------------------------------- stored chats

variable "chat" {
  description = "The function behind /chat and /chats: the Bedrock model or agent that answers; whether the tables are protected against deletion (default: in prod); the secret that verifies tokens, if they are not the user pool's; and the settings of its function. Null to create none of it."
  type = object({
    model = optional(object({
      arn                = string
      profile_model_arns = optional(set(string), [])
    }))
    agent_alias_arn = optional(string)

    deletion_protection_enabled = optional(bool)

    jwt = optional(object({
      secret_parameter = string
      algorithm        = optional(string, "HS256")
      issuer           = optional(string)
      audience         = optional(string)
      kms_key_arn      = optional(string)
    }))

    # Appended to the tables' names, to adopt tables that were restored: see README.md.
    table_suffix = optional(string, "")

    reserved_concurrency    = optional(number)
    provisioned_concurrency = optional(number)
    pinned_version          = optional(string)
  })
  default = null

  validation {
    condition     = try((var.chat.model == null) != (var.chat.agent_alias_arn == null), true)
    error_message = "Set either chat.model or chat.agent_alias_arn, not both."
  }

  validation {
    condition     = try(var.chat.model, null) == null || can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]+:(\\d{12})?:(foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model-deployment|imported-model)/[^*?]+$", var.chat.model.arn))
    error_message = "chat.model.arn must be the ARN of one model or inference profile, without a wildcard."
  }

  # A global profile uses models whose ARNs have no region.
  validation {
    condition     = alltrue([for arn in try(var.chat.model.profile_model_arns, []) : can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]*::foundation-model/[^*?]+$", arn))])
    error_message = "chat.model.profile_model_arns must be ARNs of foundation models, without a wildcard."
  }

  # Without them, calls through the profile fail with AccessDenied.
  validation {
    condition     = try((length(var.chat.model.profile_model_arns) > 0) == can(regex(":(application-)?inference-profile/", var.chat.model.arn)), true)
    error_message = "Set chat.model.profile_model_arns for an inference profile, and only then: `aws bedrock get-inference-profile` prints them."
  }

  validation {
    condition     = try(var.chat.agent_alias_arn, null) == null || can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]+:\\d{12}:agent-alias/[0-9A-Z]{10}/[0-9A-Z]{10}$", var.chat.agent_alias_arn))
    error_message = "chat.agent_alias_arn must be the ARN of an agent's alias."
  }

  validation {
    condition     = contains(["HS256", "HS384", "HS512"], try(var.chat.jwt.algorithm, "HS256"))
    error_message = "chat.jwt.algorithm must be HS256, HS384 or HS512."
  }

  validation {
    condition     = alltrue([for value in [try(var.chat.jwt.issuer, null), try(var.chat.jwt.audience, null)] : value == null || can(regex("^\\S+$", value))])
    error_message = "chat.jwt.issuer and chat.jwt.audience must be a name or a URL, without spaces."
  }
}

# A field of var.chat could not have a default and also be null.
variable "chat_ttl_days" {
  description = "How many days after its last message a stored chat is deleted, and a message after it was written. Null to keep them for ever."
  type        = number
  default     = 365

  validation {
    condition     = var.chat_ttl_days == null || try(var.chat_ttl_days >= 1 && floor(var.chat_ttl_days) == var.chat_ttl_days, false)
    error_message = "Must be a whole number of at least 1, or null."
  }
}

# ---------------------------------------------------------------- limits

variable "limits" {
  description = "What one user may do: requests per minute and per day and answers at the same time, in the tutor, and again in the stored chats and in the motivator; and tokens of the models per day and per month, in all of them together. Days and months of tokens begin in this time zone (default: UTC). What is left out is unlimited. Null for no limits and no writes."
  type = object({
    requests_per_minute = optional(number)
    requests_per_day    = optional(number)
    concurrent_answers  = optional(number)
    tokens_per_day      = optional(number)
    tokens_per_month    = optional(number)
    time_zone           = optional(string)
  })
  default = null

  validation {
    condition = alltrue([for name, limit in coalesce(var.limits, {}) :
      name == "time_zone" || limit == null || try(tonumber(limit) >= 1 && floor(tonumber(limit)) == tonumber(limit), false)
    ])
    error_message = "Each limit must be a whole number of at least 1."
  }

  validation {
    condition     = var.limits == null || anytrue([for name, limit in coalesce(var.limits, {}) : limit != null if name != "time_zone"])
    error_message = "Set at least one limit, or null for none."
  }

  validation {
    condition     = try(var.limits.tokens_per_day <= var.limits.tokens_per_month, true)
    error_message = "limits.tokens_per_day must be at most tokens_per_month."
  }

  validation {
    condition     = try(var.limits.time_zone, null) == null || can(regex("^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$", var.limits.time_zone))
    error_message = "limits.time_zone must be the name of a time zone, such as Asia/Seoul."
  }
}

# Validated by modules/limits-table.
variable "limits_table" {
  description = "Settings of the table of limits that differ from the defaults of modules/limits-table."
  type = object({
    max_write_units             = optional(number, 200)
    max_read_units              = optional(number, 50)
    deletion_protection_enabled = optional(bool, false)
  })
  default  = {}
  nullable = false
}

# ---------------------------------------------------------------- the public chat

variable "public_chat" {
  description = "The function behind POST /chat of an HTTP API, for everybody, without a sign-in: its model (default: gpt-oss-120b) and a second one for when it fails; how much the model thinks and answers; a system prompt instead of the handler's; requests of one address per minute (default: 10, in prod 15) and per day; requests per second of all together (default: 1, in prod 2) and how many may exceed it for a moment (5, 10); answers at the same time (5, 20); an existing parameter with the salt of the addresses; a domain; and the settings of its function. Null to create none of it."
  type = object({
    model = optional(object({
      arn                = string
      profile_model_arns = optional(set(string), [])
    }))
    fallback_model = optional(object({
      arn                = string
      profile_model_arns = optional(set(string), [])
    }))
    reasoning_effort  = optional(string, "low")
    max_output_tokens = optional(number, 1000)
    system_prompt     = optional(string)

    requests_per_minute = optional(number)
    requests_per_day    = optional(number)
    throttle = optional(object({
      rate_limit  = number
      burst_limit = number
    }))

    salt_parameter = optional(string)
    domain = optional(object({
      name            = string
      hosted_zone_id  = string
      certificate_arn = optional(string)
    }))

    reserved_concurrency    = optional(number)
    provisioned_concurrency = optional(number)
    pinned_version          = optional(string)
  })
  default = null

  validation {
    condition = alltrue([
      for model in [try(var.public_chat.model, null), try(var.public_chat.fallback_model, null)] : model == null || can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]+:(\\d{12})?:(foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model-deployment|imported-model)/[^*?]+$", model.arn))
    ])
    error_message = "public_chat.model.arn and fallback_model.arn must be the ARN of one model or inference profile, without a wildcard."
  }

  validation {
    condition = alltrue(flatten([
      for model in [try(var.public_chat.model, null), try(var.public_chat.fallback_model, null)] : [
        for arn in try(model.profile_model_arns, []) : can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]*::foundation-model/[^*?]+$", arn))
      ]
    ]))
    error_message = "profile_model_arns must be ARNs of foundation models, without a wildcard."
  }

  # Without them, calls through the profile fail with AccessDenied.
  validation {
    condition = alltrue([
      for model in [try(var.public_chat.model, null), try(var.public_chat.fallback_model, null)] :
      try((length(model.profile_model_arns) > 0) == can(regex(":(application-)?inference-profile/", model.arn)), true)
    ])
    error_message = "Set profile_model_arns for an inference profile, and only then: `aws bedrock get-inference-profile` prints them."
  }

  validation {
    condition     = contains(["low", "medium", "high"], try(var.public_chat.reasoning_effort, "low"))
    error_message = "public_chat.reasoning_effort must be low, medium or high."
  }

  validation {
    condition = alltrue([
      for count in [try(var.public_chat.max_output_tokens, null), try(var.public_chat.requests_per_minute, null), try(var.public_chat.requests_per_day, null)] :
      count == null || try(count >= 1 && floor(count) == count, false)
    ])
    error_message = "public_chat.max_output_tokens, requests_per_minute and requests_per_day must be whole numbers of at least 1."
  }
}

variable "public_chat_salt" {
  description = "The secret with which the public chat hashes addresses before it stores them, of at least 32 characters, set as TF_VAR_public_chat_salt. Terraform sends it to SSM only when public_chat_salt_version changes, and stores it in no state. A new salt resets the limits."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.public_chat == null || (var.public_chat_salt == null) != (try(var.public_chat.salt_parameter, null) == null)
    error_message = "With public_chat, set either public_chat_salt or public_chat.salt_parameter, not both."
  }

  validation {
    condition     = var.public_chat_salt == null || try(length(trimspace(var.public_chat_salt)) >= 32, false)
    error_message = "The salt must have at least 32 characters: `openssl rand -base64 32` prints one."
  }
}

variable "public_chat_salt_version" {
  description = "Increase it to store a new salt."
  type        = number
  default     = 1

  validation {
    condition     = var.public_chat_salt_version >= 1 && floor(var.public_chat_salt_version) == var.public_chat_salt_version
    error_message = "Must be a whole number of at least 1."
  }
}

# ---------------------------------------------------------------- the motivator

variable "motivator" {
  description = "The function behind /api/v1: its model, which must support structured output (default: gpt-oss-120b), and a second one for when it fails; how long an answer may be; how many days feedback is kept; the regions of its help lines (default: the handler's) and lines of your own; whether the table of feedback is protected against deletion (default: in prod); and the settings of its function. Null to create none of it."
  type = object({
    model = optional(object({
      arn                = string
      profile_model_arns = optional(set(string), [])
    }))
    fallback_model = optional(object({
      arn                = string
      profile_model_arns = optional(set(string), [])
    }))
    max_output_tokens = optional(number, 1000)
    feedback_days     = optional(number, 365)

    help_line_regions = optional(list(string))
    help_lines = optional(list(object({
      region  = string
      name    = string
      contact = string
      url     = optional(string)
      hours   = string
    })), [])

    deletion_protection_enabled = optional(bool)

    reserved_concurrency    = optional(number)
    provisioned_concurrency = optional(number)
    pinned_version          = optional(string)
  })
  default = null

  validation {
    condition = alltrue([
      for model in [try(var.motivator.model, null), try(var.motivator.fallback_model, null)] : model == null || can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]+:(\\d{12})?:(foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model-deployment|imported-model)/[^*?]+$", model.arn))
    ])
    error_message = "motivator.model.arn and fallback_model.arn must be the ARN of one model or inference profile, without a wildcard."
  }

  validation {
    condition = alltrue(flatten([
      for model in [try(var.motivator.model, null), try(var.motivator.fallback_model, null)] : [
        for arn in try(model.profile_model_arns, []) : can(regex("^arn:[a-z-]+:bedrock:[a-z0-9-]*::foundation-model/[^*?]+$", arn))
      ]
    ]))
    error_message = "profile_model_arns must be ARNs of foundation models, without a wildcard."
  }

  # Without them, calls through the profile fail with AccessDenied.
  validation {
    condition = alltrue([
      for model in [try(var.motivator.model, null), try(var.motivator.fallback_model, null)] :
      try((length(model.profile_model_arns) > 0) == can(regex(":(application-)?inference-profile/", model.arn)), true)
    ])
    error_message = "Set profile_model_arns for an inference profile, and only then: `aws bedrock get-inference-profile` prints them."
  }

  validation {
    condition = alltrue([
      for count in [try(var.motivator.max_output_tokens, 1), try(var.motivator.feedback_days, 1)] :
      try(count >= 1 && floor(count) == count, false)
    ])
    error_message = "motivator.max_output_tokens and feedback_days must be whole numbers of at least 1."
  }

  # The function does not start with a region that has no line.
  validation {
    condition = try(length(var.motivator.help_line_regions) > 0 && length(setsubtract(var.motivator.help_line_regions, concat(
      var.motivator.help_lines[*].region,
      jsondecode(file("${path.module}/../handlers/motivator/care/help-lines.json"))[*].region,
    ))) == 0, try(var.motivator.help_line_regions, null) == null)
    error_message = "motivator.help_line_regions must be regions for which handlers/motivator/care/help-lines.json or help_lines has a line."
  }

  validation {
    condition = alltrue([for line in try(var.motivator.help_lines, []) :
      can(regex("^([A-Z]{2}|INTERNATIONAL)$", line.region)) && can(regex("^https://", coalesce(line.url, "https://")))
    ])
    error_message = "motivator.help_lines: each region must be a country's code (ISO 3166-1 alpha-2) or INTERNATIONAL, and each url an https URL."
  }
}

# ---------------------------------------------------------------- the edge

variable "allowed_origins" {
  description = "Web origins whose pages may call the API, such as https://www.example.com. Empty allows only pages of the distribution's own domain."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)$", origin))])
    error_message = "Each must be an https origin without path or wildcard, such as https://www.example.com; http for localhost only."
  }
}

# Validated by modules/oac-distribution.
variable "domain" {
  description = "A host name of your own, its Route 53 zone, and the ARN of a certificate in us-east-1 if you have one. Null for CloudFront's host name."
  type = object({
    name            = string
    hosted_zone_id  = string
    certificate_arn = optional(string)
  })
  default = null
}

variable "price_class" {
  description = "CloudFront price class: which edge locations serve the API."
  type        = string
  default     = "PriceClass_200"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "Must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

# Validated by modules/oac-distribution.
variable "origin_read_timeout" {
  description = "Seconds of silence after which CloudFront gives up. Streams send a heartbeat every 15 s."
  type        = number
  default     = 60
  nullable    = false
}

variable "access_logs_enabled" {
  description = "Whether CloudFront writes an access log."
  type        = bool
  default     = true
}

variable "additional_metrics_enabled" {
  description = "Whether CloudFront publishes its additional metrics, such as the latency of the origin and the rate of errors by status code. They cost extra."
  type        = bool
  default     = false
  nullable    = false
}

variable "waf_enabled" {
  description = "Whether a web ACL protects the distribution. Null: only in prod."
  type        = bool
  default     = null
}

# Validated by modules/waf.
variable "waf" {
  description = "Settings of the web ACL that differ from the defaults of modules/waf."
  type = object({
    rate_limit          = optional(number, 2000)
    network_rate_limit  = optional(number)
    rate_window_seconds = optional(number, 300)
    allowed_countries   = optional(set(string), [])
    blocking_body_rules = optional(set(string), [])
    count_only          = optional(bool, false)
    inspected_body_kb   = optional(number)
  })
  default  = {}
  nullable = false
}
