output "endpoint" {
  description = "URL of the chat, for POST."
  value       = module.api.urls["POST /chat"]
}
