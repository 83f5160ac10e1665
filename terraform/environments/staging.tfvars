# terraform apply -var-file=environments/staging.tfvars. Set user_pool, cognito_state, or
# cognito_user_pool_id and cognito_client_id, and allowed_origins, as -var or TF_VAR_...
environment = "staging"

# The same rules as in prod, so that what they refuse shows up here first.
waf_enabled = true
limits = {
  requests_per_minute = 20
  requests_per_day    = 300
  concurrent_answers  = 2
  tokens_per_day      = 500000
  tokens_per_month    = 5000000
}

# Limits the cost of all answers together. The account's limit must leave 100 unreserved.
reserved_concurrency = 10

# `chat` adds stored chats, and `public_chat` a chat without a sign-in: see terraform/README.md.
