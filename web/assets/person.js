// A person as the sign-up form and the paper form give them.

/** The form's answers in the API's shape; empty ones are left out. */
export function signUp(data) {
  const body = { interests: data.getAll("interests"), consent: data.get("consent") === "true" };
  for (const name of ["name", "text", "email", "postcode", "house", "kind", "campaign", "nickname", "invitation"]) {
    const words = (data.get(name) || "").trim();
    if (words) body[name] = words;
  }
  return body;
}
