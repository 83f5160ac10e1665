# terraform apply -var-file=environments/staging.tfvars. Set cognito_state, or
# cognito_user_pool_id and cognito_client_id, and allowed_origins, as -var or TF_VAR_...
environment = "staging"

# The same rules as in prod, so that what they refuse shows up here first.
waf_enabled = true

# `chat` adds stored chats: see terraform/README.md.
