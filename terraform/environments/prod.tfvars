# terraform apply -var-file=environments/prod.tfvars, and who may ask: cognito_state, or
# cognito_user_pool_id and cognito_client_id, as -var or TF_VAR_...; allowed_origins as well.
# The web ACL is on in prod unless waf_enabled says otherwise.
environment = "prod"

log_retention_days = 365

# Chats that are kept are made with `chat`, which terraform/README.md describes; their tables are
# protected against deletion here.

# A ceiling on what all answers together can cost, once the account's limit leaves 100 beside it:
# reserved_concurrency = 200
