// Shows the API with Swagger UI, whose script has run before this one.
const element = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  url: element.dataset.url,
  domNode: element,
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  validatorUrl: null, // the default sends the document to a validator on another site
});
