"""What stands around the app for whoever runs it: finished answers, headers, what is observed."""
