# terraform apply -var-file=environments/dev.tfvars, and who may ask: cognito_state, or
# cognito_user_pool_id and cognito_client_id, as -var or TF_VAR_...
environment = "dev"

# A page that runs on a developer's machine.
allowed_origins = ["http://localhost:3000"]

log_level          = "DEBUG"
log_retention_days = 7

# Chats that are kept are made with `chat`, which terraform/README.md describes.
