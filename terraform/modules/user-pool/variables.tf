variable "name" {
  description = "Name of the pool and of its app client."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,128}$", var.name))
    error_message = "Must be 1 to 128 letters, digits, underscores, dots and hyphens."
  }
}

variable "callback_urls" {
  description = "Pages to which Cognito's login page may return with a code, such as https://www.example.com/signed-in. Empty for a page that asks for the password itself (SRP)."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.callback_urls : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)(/[^\\s#*]*)?$", url))])
    error_message = "Each must be an https URL without wildcard and fragment; http for localhost only."
  }
}

variable "logout_urls" {
  description = "Pages to which Cognito may return after signing out."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.logout_urls : can(regex("^(https://[a-z0-9.-]+(:\\d+)?|http://localhost(:\\d+)?)(/[^\\s#*]*)?$", url))])
    error_message = "Each must be an https URL without wildcard and fragment; http for localhost only."
  }

  validation {
    condition     = length(var.logout_urls) == 0 || length(var.callback_urls) > 0
    error_message = "logout_urls need callback_urls."
  }
}

variable "domain_prefix" {
  description = "Prefix of the host name of Cognito's login page, PREFIX.auth.REGION.amazoncognito.com, which no other pool in the region may have. Null for no login page."
  type        = string
  default     = null

  # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html
  validation {
    condition     = var.domain_prefix == null || can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix))
    error_message = "Must be up to 63 lower-case letters, digits and hyphens, and neither begin nor end with a hyphen."
  }

  validation {
    condition     = var.domain_prefix == null || !can(regex("aws|amazon|cognito", var.domain_prefix))
    error_message = "Must not contain aws, amazon or cognito, which AWS reserves."
  }

  validation {
    condition     = var.domain_prefix == null || length(var.callback_urls) > 0
    error_message = "The login page needs callback_urls."
  }
}

variable "password" {
  description = "Minimum length of a password, and whether it needs a symbol. It always needs a lower-case and an upper-case letter and a digit."
  type = object({
    minimum_length   = optional(number, 8)
    symbols_required = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.password.minimum_length >= 8 && var.password.minimum_length <= 99 && floor(var.password.minimum_length) == var.password.minimum_length
    error_message = "minimum_length must be 8 to 99."
  }
}

variable "mfa" {
  description = "A second factor, by an authenticator app (TOTP): OFF, OPTIONAL for those who set it up, or ON for everybody."
  type        = string
  default     = "OFF"

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa)
    error_message = "Must be OFF, OPTIONAL or ON."
  }
}

variable "sign_up_enabled" {
  description = "Whether people may sign up themselves. Otherwise only an administrator creates users."
  type        = bool
  default     = true
  nullable    = false
}

variable "password_auth_enabled" {
  description = "Whether the client may send a password to Cognito as it is (USER_PASSWORD_AUTH), as scripts and the smoke test do."
  type        = bool
  default     = false
  nullable    = false
}

variable "token_validity_minutes" {
  description = "How long an ID token and an access token are valid. A stolen one is accepted until then."
  type        = number
  default     = 60

  validation {
    condition     = var.token_validity_minutes >= 5 && var.token_validity_minutes <= 1440 && floor(var.token_validity_minutes) == var.token_validity_minutes
    error_message = "Must be 5 to 1,440 minutes."
  }
}

variable "refresh_token_validity_days" {
  description = "How long a user stays signed in: the days for which a refresh token is valid."
  type        = number
  default     = 30

  validation {
    condition     = var.refresh_token_validity_days >= 1 && var.refresh_token_validity_days <= 3650 && floor(var.refresh_token_validity_days) == var.refresh_token_validity_days
    error_message = "Must be 1 to 3,650 days."
  }
}

variable "tier" {
  description = "Cognito's feature plan: LITE has all that this module sets; ESSENTIALS and PLUS cost more for each active user."
  type        = string
  default     = "LITE"

  validation {
    condition     = contains(["LITE", "ESSENTIALS", "PLUS"], var.tier)
    error_message = "Must be LITE, ESSENTIALS or PLUS."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether Cognito refuses to delete the pool, and all accounts with it. To destroy it, first apply with false."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that the module creates."
  type        = map(string)
  default     = {}
}
