"""Notes on the screens of both programs: the threads of an article, the screen that shows one, and what panels say of them."""
