output "login_url" {
  description = "Cognito's login page; /oauth2/authorize on it begins a sign-in."
  value       = module.users.login_url
}

output "client_id" {
  description = "The client_id of the page's OAuth client."
  value       = module.users.client_id
}

output "endpoint" {
  description = "Address of the function."
  value       = "https://${module.distribution.domain_name}/"
}
