output "endpoint" {
  description = "URL of the tutor. A POST needs no hash of its body."
  value       = "${module.api.url}${local.tutor.routes[0].path}"
}
