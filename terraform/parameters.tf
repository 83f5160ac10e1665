module "gemini_api_key" {
  source = "./modules/parameters"

  name          = "/${var.project}/${var.environment}/gemini-api-key"
  value         = var.gemini_api_key
  value_version = var.gemini_api_key_version
  existing_name = var.gemini_api_key_parameter
  kms_key_arn   = var.kms_key_arn
}
