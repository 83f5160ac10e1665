# terraform apply -var-file=environments/prod.tfvars. Set cognito_state, or
# cognito_user_pool_id and cognito_client_id, and allowed_origins, as -var or TF_VAR_...
# The web ACL is on in prod unless waf_enabled says otherwise.
environment = "prod"

log_retention_days = 365

# `chat` adds stored chats (see terraform/README.md); in prod their tables are protected against
# deletion.

# Limits the cost of all answers together. The account's limit must leave 100 unreserved:
# reserved_concurrency = 200
