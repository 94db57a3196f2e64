"""The pictures of docs/flows.md, drawn from what the house really calls: `make flows` draws them anew."""
