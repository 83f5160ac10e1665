variable "repository" {
  description = "The GitHub repository that deploys, as owner/name. The comparison is case-sensitive: write it as GitHub does."
  type        = string
  nullable    = false

  # No characters special to IAM: neither * nor ?, which StringEquals would not expand anyway.
  validation {
    condition     = can(regex("^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "repository must be owner/name, without wildcards."
  }
}

variable "repository_ids" {
  description = "The numeric ids of the owner and of the repository (gh api repos/OWNER/NAME --jq '{owner: .owner.id, repository: .id}'). Needed if GitHub puts them into `sub`: for repositories created, renamed or transferred after 2026-07-15, and for those that opted in. Null otherwise."
  type = object({
    owner      = number
    repository = number
  })
  default = null

  validation {
    condition = var.repository_ids == null ? true : alltrue([
      for id in [var.repository_ids.owner, var.repository_ids.repository] : id > 0 && floor(id) == id
    ])
    error_message = "repository_ids must be positive whole numbers."
  }
}

variable "environments" {
  description = "The environments, keyed by their GitHub name: the bucket and key of each state, the customer managed keys that encrypt it and the SSM parameter, existing parameters that the functions read, and the suffix of the tables."
  type = map(object({
    state_bucket      = string
    state_key         = optional(string, "chatbot/terraform.tfstate")
    state_kms_key_arn = optional(string)

    # The root's variable kms_key_arn: the key that encrypts its SSM parameter.
    parameter_kms_key_arn = optional(string)

    # Parameters that the functions read and that the stack does not create.
    existing_parameters = optional(list(object({
      name        = string
      kms_key_arn = optional(string)
    })), [])

    # The root's variable chat.table_suffix.
    table_suffix = optional(string, "")
  }))
  nullable = false

  validation {
    condition     = length(var.environments) > 0 && alltrue([for name in keys(var.environments) : can(regex("^[a-z][a-z0-9]{1,15}$", name))])
    error_message = "environments must have at least one entry; each name must be 2 to 16 lower-case letters and digits."
  }

  validation {
    condition     = alltrue([for each in values(var.environments) : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", each.state_bucket))])
    error_message = "environments: each state_bucket must be the name of an S3 bucket."
  }

  validation {
    condition     = alltrue([for each in values(var.environments) : can(regex("^[A-Za-z0-9][A-Za-z0-9/._-]*[.]tfstate$", each.state_key))])
    error_message = "environments: each state_key must be a path without wildcards that ends in .tfstate."
  }

  # Two environments with one state would each plan to turn the other's stack into their own.
  validation {
    condition     = length(distinct([for each in values(var.environments) : "${each.state_bucket}/${each.state_key}"])) == length(var.environments)
    error_message = "environments: no two may share a state (bucket and key)."
  }

  validation {
    condition = alltrue([
      for arn in flatten([for each in values(var.environments) : [each.state_kms_key_arn, each.parameter_kms_key_arn, each.existing_parameters[*].kms_key_arn]]) :
      arn == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))
    ])
    error_message = "environments: each KMS key must be the ARN of a key, without wildcards."
  }

  validation {
    condition = alltrue([
      for name in flatten([for each in values(var.environments) : each.existing_parameters[*].name]) :
      can(regex("^(/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}|[A-Za-z0-9._-]+)$", name))
    ])
    error_message = "environments: each existing parameter must be the name of a parameter, not its ARN."
  }

  validation {
    condition     = alltrue([for each in values(var.environments) : can(regex("^([-][A-Za-z0-9-]{1,30})?$", each.table_suffix))])
    error_message = "environments: each table_suffix must be empty, or a hyphen with up to 30 letters, digits and hyphens."
  }
}

variable "pull_request_environment" {
  description = "The environment that pull requests are planned for. The read-only role trusts every pull request from the repository's own branches."
  type        = string
  default     = "dev"
  nullable    = false

  validation {
    condition     = contains(keys(var.environments), var.pull_request_environment)
    error_message = "pull_request_environment must be one of environments."
  }
}

variable "name_prefix" {
  description = "Prefix of the names of the stack's resources: the root's variable project."
  type        = string
  default     = "chatbot"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 20 lower-case letters, digits and hyphens."
  }

  # The deploy roles are named github-…; a stack of that name could change the roles that deploy it.
  validation {
    condition     = !startswith("github-", var.name_prefix) && !startswith(var.name_prefix, "github-")
    error_message = "name_prefix must not begin with github: the deploy roles' names do."
  }
}

variable "handlers" {
  description = "The handlers that the stack runs, each in a function named PREFIX-HANDLER-ENVIRONMENT. chat includes its tables, motivator its table of feedback, public its HTTP API and the salt of its addresses."
  type        = set(string)
  default     = ["query"]
  nullable    = false

  validation {
    condition     = length(var.handlers) > 0 && alltrue([for name in var.handlers : can(regex("^[a-z][a-z0-9-]{1,30}$", name))])
    error_message = "handlers must have at least one entry; each must be lower-case letters, digits and hyphens."
  }
}

variable "cognito_state" {
  description = "The state from which terraform_remote_state reads the user pool; null if the pool's ids are variables."
  type = object({
    bucket = string
    key    = string
  })
  default = null

  validation {
    condition     = var.cognito_state == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9/._-]+$", "${var.cognito_state.bucket}/${var.cognito_state.key}"))
    error_message = "cognito_state must be a bucket and a key, without wildcards."
  }
}

variable "user_pool_enabled" {
  description = "Whether the stack creates a user pool: the root's variable user_pool. The deploy roles may then create, change and delete user pools of the account."
  type        = bool
  default     = false
  nullable    = false
}

variable "hosted_zone_id" {
  description = "The Route 53 zone of the stack's custom domain: the deploy roles may then change its records and request certificates. Null without a custom domain."
  type        = string
  default     = null

  validation {
    condition     = var.hosted_zone_id == null ? true : can(regex("^Z[A-Z0-9]{4,31}$", var.hosted_zone_id))
    error_message = "hosted_zone_id must be the id of a hosted zone, such as Z1D633PJN98FT9."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of a permissions boundary for the deploy roles. The functions' roles have a boundary of their own, which this module creates."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/[A-Za-z0-9/+=,.@_-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a managed policy."
  }
}

variable "identity_provider_arn" {
  description = "ARN of the account's identity provider for GitHub, if it exists already (an account can have only one); null to create it."
  type        = string
  default     = null

  validation {
    condition     = var.identity_provider_arn == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token[.]actions[.]githubusercontent[.]com$", var.identity_provider_arn))
    error_message = "identity_provider_arn must be the ARN of the provider for token.actions.githubusercontent.com."
  }
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
