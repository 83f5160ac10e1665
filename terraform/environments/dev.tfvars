# terraform apply -var-file=environments/dev.tfvars. Set cognito_state, or
# cognito_user_pool_id and cognito_client_id, as -var or TF_VAR_...
environment = "dev"

# For a page served from a developer's machine.
allowed_origins = ["http://localhost:3000"]

log_level          = "DEBUG"
log_retention_days = 7

# `chat` adds stored chats: see terraform/README.md.
