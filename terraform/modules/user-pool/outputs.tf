data "aws_region" "current" {}

output "id" {
  description = "Id of the pool, for the variable COGNITO_USER_POOL_ID of a function."
  value       = aws_cognito_user_pool.this.id
}

output "arn" {
  description = "ARN of the pool, for Cognito's authorizer of a REST API."
  value       = aws_cognito_user_pool.this.arn
}

output "client_id" {
  description = "Id of the app client, for the variable COGNITO_CLIENT_ID of a function, and for the page."
  value       = aws_cognito_user_pool_client.this.id
}

output "provider_url" {
  description = "The issuer of the tokens, without https://."
  value       = aws_cognito_user_pool.this.endpoint
}

output "login_url" {
  description = "Address of Cognito's login page, for the page's OAuth client; null without one."
  value       = local.has_login_page ? "https://${aws_cognito_user_pool_domain.this[0].domain}.auth.${data.aws_region.current.region}.amazoncognito.com" : null
}
