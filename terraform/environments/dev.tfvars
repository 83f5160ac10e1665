# terraform apply -var-file=environments/dev.tfvars. Set user_pool, cognito_state, or
# cognito_user_pool_id and cognito_client_id, as -var or TF_VAR_...
environment = "dev"

# For a page served from a developer's machine.
allowed_origins = ["http://localhost:3000"]

# Limits the cost of all answers together. The account's limit must leave 100 unreserved.
reserved_concurrency = 10

# For each user: little, so that a loop in a page under development is noticed.
limits = {
  requests_per_minute = 20
  concurrent_answers  = 2
  tokens_per_day      = 200000
}

log_level          = "DEBUG"
log_retention_days = 7

# `chat` adds stored chats, and `public_chat` a chat without a sign-in: see terraform/README.md.
