# terraform apply -var-file=environments/prod.tfvars. Set user_pool, cognito_state, or
# cognito_user_pool_id and cognito_client_id, and allowed_origins, as -var or TF_VAR_...
# The web ACL is on in prod unless waf_enabled says otherwise.
environment = "prod"

log_retention_days = 365

# Limits the cost of all answers together. The account's limit must leave 100 unreserved.
reserved_concurrency = 200

# For each user: more than anybody learns in a day, and a bound for what an account can cost.
limits = {
  requests_per_minute = 20
  requests_per_day    = 300
  concurrent_answers  = 2
  tokens_per_day      = 500000
  tokens_per_month    = 5000000
}

# `chat` adds stored chats, whose tables are protected against deletion in prod, and `public_chat` a
# chat without a sign-in: see terraform/README.md.
