output "queue_url" {
  value = module.jobs.url
}
