# terraform apply -var-file=environments/staging.tfvars, and who may ask: cognito_state, or
# cognito_user_pool_id and cognito_client_id, as -var or TF_VAR_...; allowed_origins as well.
environment = "staging"

# The same rules as in prod, so that what they refuse is seen here first.
waf_enabled = true

# Chats that are kept are made with `chat`, which terraform/README.md describes.
