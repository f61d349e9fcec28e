// The API, shown by Swagger UI; its script ran before this one.
const element = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  url: element.dataset.url,
  domNode: element,
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  validatorUrl: null, // by default it shows the document to a site of its maker's
});
